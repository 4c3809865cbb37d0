/** A company and what stands for it in a summary. */
export interface Firm {
  readonly name: string;
  readonly trade: string;
  readonly product: string;
}

/** Companies that are quoted on the stock exchange. */
export const FIRMS: readonly Firm[] = (
  [
    ["Calder Foods", "food maker", "ready meals"],
    ["Bellhouse Bank", "lender", "home loans"],
    ["Tarn Energy", "power company", "electricity"],
    ["Orrin Motors", "carmaker", "electric cars"],
    ["Silverline Air", "airline", "short flights"],
    ["Pellow Stores", "supermarket chain", "groceries"],
    ["Quayside Steel", "steelmaker", "steel"],
    ["Vantage Telecom", "phone company", "mobile contracts"],
    ["Larkfield Pharma", "drug maker", "vaccines"],
    ["Hobbs and Wren", "fashion chain", "winter coats"],
    ["Kestrel Studios", "games developer", "video games"],
    ["Marlow Homes", "housebuilder", "new houses"],
    ["Anvil Metals", "mining group", "copper"],
    ["Driftwood Hotels", "hotel group", "weekend breaks"],
    ["Pinnacle Mutual", "insurer", "car insurance"],
    ["Redfern Brewing", "brewer", "low-alcohol beer"],
    ["Skylark Robotics", "robot maker", "warehouse robots"],
    ["Toller Marine", "shipping line", "container freight"],
    ["Greenacre Farms", "dairy producer", "oat milk"],
    ["Comet Parcels", "delivery firm", "next-day parcels"],
  ] as const
).map(([name, trade, product]) => ({ name, trade, product }));

/** A party, and its place in politics, which stands for it in a summary. */
export interface Party {
  readonly name: string;
  readonly alias: string;
}

/** The parties; the first one governs. */
export const PARTIES: readonly Party[] = [
  { name: "the Civic Party", alias: "the ruling party" },
  { name: "the Progress Party", alias: "the main opposition" },
  { name: "the Rural Alliance", alias: "the farmers' party" },
  { name: "the Green League", alias: "the environmental party" },
];

/** What a football club is called after its town. */
export const CLUB_NAMES = ["Rovers", "United", "Athletic", "Wanderers", "Albion", "Rangers"] as const;

/** Where studies are made. */
export const UNIVERSITIES = [
  "Carrow University",
  "the University of Northmark",
  "Saltburgh Technical Institute",
  "Hartmere College",
  "Eastshore University",
  "Kingsmoor Medical School",
] as const;
