/**
 * The text of each element of a JSON array, exactly as it came. `text` is valid JSON and its outermost value an array;
 * worked example: `[ {"a": 1.0}, [2,3] ]` gives `{"a": 1.0}` and `[2,3]`.
 */
export const sliceElements = (text: string): string[] => {
  const slices: string[] = [];
  let depth = 0;
  let isInString = false;
  let start = 0;
  const cut = (end: number): void => {
    const slice = text.slice(start, end).trim();
    if (slice !== '') slices.push(slice);
    start = end + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
      continue;
    }
    switch (character) {
      case '"':
        isInString = true;
        break;
      case '[':
      case '{':
        depth += 1;
        if (depth === 1) start = at + 1;
        break;
      case ']':
      case '}':
        depth -= 1;
        if (depth === 0) cut(at);
        break;
      case ',':
        if (depth === 1) cut(at);
        break;
      default:
    }
  }
  return slices;
};
