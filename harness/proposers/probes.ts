/** Two texts by which tokenizers are told apart: a plain one, and one in five scripts. */
export const probes = [
  "The council of the small town voted on Tuesday to keep its library open until nine.",
  "Zürich, naïve café – 東京, Москва, 12 345,67 € 🙂",
] as const;
