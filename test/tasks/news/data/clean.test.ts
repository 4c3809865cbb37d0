import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanRow } from "../../../../tasks/news/data/clean.ts";
import { cleanText, folded } from "../../../../tasks/news/data/index.ts";

const scripts: Record<string, string> = {
  Latin: "Le café d’été",
  Hindi: "नदी में बाढ़ आ गई है",
  Arabic: "غَمَرَ النهر الجسر القديم",
  Persian: "می‌خواهم خانه‌ای بخرم",
  Thai: "แม่น้ำท่วมสะพานเก่า",
  Chinese: "河水昨天夜里上涨",
  Japanese: "昨夜、川の水がばしを越えた",
  Korean: "어젯밤 강물이 다리를",
  Greek: "Ο ποταμός πλημμύρισε",
  Russian: "Река затопила мост",
};
const invisible =
  "\u00AD\u034F\u061C\u115F\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2064\u2066\u2069\uFE00\uFE0F\uFEFF\u{E0001}\u{E0100}";
const compared = (text: string) => folded(cleanText(text));

for (const [script, text] of Object.entries(scripts)) {
  test(`invisible characters between the letters of ${script} make no other article`, () => {
    const letters = [...text];
    for (const sign of invisible)
      for (let place = 0; place <= letters.length; place++)
        assert.equal(
          compared(letters.toSpliced(place, 0, sign).join("")),
          compared(text),
          `U+${sign.codePointAt(0)!.toString(16)} at ${place}`,
        );
  });

  test(`composed or not, ${script} is the same article, and cleaned alike`, () => {
    assert.equal(cleanText(text.normalize("NFD")), cleanText(text.normalize("NFC")));
    assert.equal(compared(text.normalize("NFD")), compared(text));
  });

  test(`without any one of its letters, marks and signs a text in ${script} is another article`, () => {
    const letters = [...text.normalize("NFC")];
    for (const [place, letter] of letters.entries()) {
      if (letter === " " || letter === "\u200C") continue;
      assert.notEqual(
        compared(letters.toSpliced(place, 1).join("")),
        compared(text),
        `${letter} at ${place}`,
      );
    }
  });
}

test("property: a visible sign more makes another article, whatever it is and wherever it stands", () => {
  const visible = fc
    .string({ unit: "grapheme-composite", minLength: 1, maxLength: 1 })
    .filter((sign) => cleanText(`a${sign}b`) !== "ab" && cleanText(`a${sign}b`) !== "a b");
  const text = fc.string({ unit: "grapheme-composite", maxLength: 20 });
  fc.assert(
    fc.property(text, text, visible, (before, after, sign) => {
      fc.pre(sign.trim() !== "");
      assert.notEqual(compared(`${before} ${sign} ${after}`), compared(`${before} ${after}`));
    }),
    { numRuns: 2000 },
  );
});

test("signs that mean something are compared: C++ is not C#, 5 % not 5, one emoji not another", () => {
  for (const [one, other] of [
    ["I like C++", "I like C#"],
    ["5 % more", "5 more"],
    ["-5 degrees", "5 degrees"],
    ["a < b", "a > b"],
    ["🎉🎉", "🔥🔥"],
    ["🏴󠁧󠁢󠁥󠁮󠁧󠁿 wins", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 wins"],
    ["10² units", "102 units"],
    ["¡Sí!", "Si!"],
  ] as const)
    assert.notEqual(compared(one), compared(other));
});

test("case, blanks and the form of quotes and dashes are not compared", () => {
  for (const [one, other] of [
    ["The “old” bridge – it’s closed…", 'the "OLD"  bridge - it\'s\nclosed...'],
    ["ΟΔΟΣ", "οδος"],
    ["Straße\u00A0x", "straße x"],
  ] as const)
    assert.equal(compared(one), compared(other));
});

test("joiners stay where a script writes words with them, and go where it does not", () => {
  assert.equal(cleanText(scripts["Persian"]!), scripts["Persian"]);
  assert.equal(cleanText("क\u094D\u200Dष"), "क\u094D\u200Dष");
  assert.equal(cleanText("fi\u200Cre \u200Dmen\u200D"), "fire men");
});

test("every kind of line end inside a text is one", () => {
  assert.equal(cleanText("a\r\nb\rc\nd\u2028e\u2029f"), "a\nb\nc\nd\ne\nf");
});

const rowOf = (document: unknown, summary: unknown) =>
  cleanRow({ place: "1", values: { document, summary } }, { document: "document", summary: "summary" });

test("HTML's entities become what they stand for, also where they were written twice over, and nothing else does", () => {
  for (const [text, wanted] of [
    ["AT&amp;T is &quot;big&quot; &#8212; caf&eacute;&nbsp;here", 'AT&T is "big" — café here'],
    ["5 &amp;lt; 6 and &amp;#39;so&amp;#39;", "5 < 6 and 'so'"],
    ["a?b=1&copy=2&nope; R&D & more", "a?b=1&copy=2&nope; R&D & more"],
    ["so&shy;ft &zwnj;x", "soft x"],
  ] as const) {
    const clean = rowOf(`${text} and some words more than that`, "short");
    assert.ok(typeof clean !== "string");
    assert.equal(clean.pair.document, `${wanted} and some words more than that`);
    assert.equal(clean.hadEntities, text !== wanted);
  }
});
