/** JSON as the server prints it without the blanks between its tokens: what Flink CDC's use.legacy.json.format means. */
export function compactJsonText(text: string): string {
  if (!/[:,] /u.test(text)) return text;
  return text.replace(
    /("(?:[^"\\]|\\.)*")|([:,]) /gu,
    (_, quoted: string | undefined, mark: string | undefined) => quoted ?? mark ?? '',
  );
}
