/** A town and the region that stands for it in a summary. */
export interface Town {
  readonly name: string;
  /** As it follows "in": "the Fens", "Northmark". */
  readonly region: string;
}

const REGIONS: Readonly<Record<string, readonly string[]>> = {
  Northmark: ["Aldersby", "Brackenholm", "Corrie", "Dunvale", "Eskmouth", "Frostwick", "Garth"],
  "the Fens": ["Haddenley", "Isleford", "Littlemere", "Marshbridge", "Oxwater", "Reedham Cross"],
  "the Outer Isles": ["Port Sallow", "Kilbrannoch", "Sandray", "Stromwick", "Tarbeg"],
  "the Lake Country": ["Ambleford", "Coldbeck", "Hartmere", "Keldwater", "Thornthwaite", "Winderby"],
  "the Iron Valleys": ["Blackforge", "Clinkerton", "Ebbdale", "Forgeham", "Rhonlea", "Tredwell"],
  Eastshore: ["Bexcombe", "Lowestone", "Pinmouth", "Saltburgh", "Sheerwater", "Wyvern Bay"],
  "the Southern Hills": ["Arlington Down", "Chalkwell", "Downley", "Firle Heath", "Oakhurst", "Wealdham"],
  "the capital": ["Carrow Bridge", "Eastgate", "Kingsmoor", "Old Dock", "Saint Orrin", "Westfield Park"],
};

/** Every town of the invented country. */
export const TOWNS: readonly Town[] = Object.entries(REGIONS).flatMap(([region, names]) => {
  return names.map((name) => ({ name, region }));
});

/** Main roads. */
export const ROADS = [
  "A12",
  "A19",
  "A27",
  "A38",
  "A47",
  "A52",
  "A66",
  "A81",
  "A90",
  "M2",
  "M5",
  "M7",
] as const;

/** Rivers, named without "the river". */
export const RIVERS = [
  "Arrow",
  "Brine",
  "Calder",
  "Elwy",
  "Hester",
  "Lune",
  "Orrin",
  "Swale",
  "Tam",
  "Wend",
] as const;
