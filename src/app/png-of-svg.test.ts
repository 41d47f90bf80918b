import { expect, test } from "vitest";
import { pngOfSvg } from "./png-of-svg.ts";

function drawing(words: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><rect width="200" height="40" fill="#fff"/><text x="4" y="24" style="font: 13px system-ui, sans-serif">${words}</text></svg>`;
}

test("a drawing becomes a PNG of twice its size, with its letters on any machine", () => {
  const bytes = Buffer.from(pngOfSvg(drawing("AlmaLinux 9 ▸ 2032")));
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([400, 80]);
  expect(bytes.length).toBeGreaterThan(pngOfSvg(drawing("")).length + 200);
});
