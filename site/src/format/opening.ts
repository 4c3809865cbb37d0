/** A text in two parts: whole words of at most `length` characters, and what follows them; `rest` is empty for a short text. */
export function openingOf(text: string, length: number): { readonly opening: string; readonly rest: string } {
  if (text.length <= length) return { opening: text, rest: "" };
  const end = text.slice(0, length + 1).search(/\s\S*$/);
  if (end <= 0) return { opening: text, rest: "" };
  return { opening: text.slice(0, end), rest: text.slice(end).trimStart() };
}
