/** A name with its first letter in upper case. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A title as it stands inside a sentence: its first letter in lower case, unless it opens an abbreviation such as ROUGE. */
export function insideSentence(title: string): string {
  return /^\p{Lu}(?!\p{Ll})/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** A text in two parts: whole words of at most `length` characters, and what follows them; `rest` is empty for a short text. */
export function openingOf(text: string, length: number): { readonly opening: string; readonly rest: string } {
  if (text.length <= length) return { opening: text, rest: "" };
  const end = text.slice(0, length + 1).search(/\s\S*$/);
  if (end <= 0) return { opening: text, rest: "" };
  return { opening: text.slice(0, end), rest: text.slice(end).trimStart() };
}
