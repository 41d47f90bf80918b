import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";

/** Twice as large as the drawing says, for screens of today. */
const ZOOM = 2;

/** A picture of one of Ferry's own drawings as PNG. Its letters are those that come with Ferry: a server may have none. */
export function pngOfSvg(svg: string): Uint8Array {
  const font = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
  const family = "DejaVu Sans";
  return new Resvg(svg, {
    fitTo: { mode: "zoom", value: ZOOM },
    font: { fontFiles: [font], loadSystemFonts: false, defaultFontFamily: family, sansSerifFamily: family },
  })
    .render()
    .asPng();
}
