import { printable } from "./layout.ts";

/** Text of hosts made fit for HTML, also within attributes. */
export function htmlText(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Text of hosts made fit for Markdown: it stands escaped, on one line. */
export function markdownText(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~]/g, (sign) => `\\${sign}`);
}

/** A page that loads nothing from elsewhere and runs nothing. `title` is text, `style` and `body` are markup. */
export function htmlPage(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(title)}</title>
<style>
${style}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
