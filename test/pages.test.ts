import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import axe from "axe-core";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { formatFactsDocument } from "../src/facts/format-facts-document.ts";
import { choiceHosts } from "./support/choice-hosts.ts";
import { ferry, goldenDate, workFolder } from "./support/ferry.ts";

const work = workFolder("pages");
const screens = resolve(import.meta.dirname, "../docs/screens");
const browserPath = findBrowser();
if (browserPath === undefined) console.log("not run: no chromium to open pages in (see scripts/setup.sh)");

function findBrowser(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

async function page(name: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await ferry(["compare", ...args, "--format", "html"], work, {
    environment: { SOURCE_DATE_EPOCH: goldenDate },
  });
  expect(stderr).toBe("");
  const path = join(work, `${name}.html`);
  writeFileSync(path, stdout);
  return path;
}

describe.skipIf(browserPath === undefined)("pages in Chromium", { timeout: 120_000 }, () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? "", args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(async () => browser?.close());

  const hosts = choiceHosts.map((document) => {
    const path = join(work, `${document.host}.json`);
    writeFileSync(path, formatFactsDocument(document));
    return path;
  });
  const pages = [
    ["compare-host", () => hosts.filter((path) => path.endsWith("old-megaraid.json"))],
    ["compare-hosts", () => hosts],
    ["compare-releases", () => ["almalinux-9", "centos-stream-9"]],
  ] as const;

  test.each(pages)("%s asks for nothing, and axe finds nothing wrong in light and dark", async (name, args) => {
    const path = await page(name, args());
    if (browser === undefined) throw new Error("no browser");
    for (const colorScheme of ["light", "dark"] as const) {
      // axe is put into the page, which lets no script in
      const context = await browser.newContext({
        colorScheme,
        bypassCSP: true,
        viewport: { width: 1280, height: 900 },
      });
      const tab = await context.newPage();
      const requests: string[] = [];
      tab.on("request", (request) => requests.push(request.url()));
      await tab.goto(`file://${path}`);
      // What is folded away has to be right as well
      await tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      await tab.evaluate(axe.source);
      const found: unknown = await tab.evaluate("axe.run().then((result) => result.violations)");
      expect(Violations.parse(found).map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      expect(requests).toEqual([`file://${path}`]);
      if (process.env["FERRY_SCREENS"] !== undefined && colorScheme === "light" && name === "compare-host") {
        mkdirSync(screens, { recursive: true });
        await tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = false");
        await tab.screenshot({ path: join(screens, `${name}.png`), fullPage: true });
      }
      await context.close();
    }
  });

  test("a narrow window scrolls the table, not the page", async () => {
    const path = await page("narrow", hosts.slice(0, 1));
    if (browser === undefined) throw new Error("no browser");
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const tab = await context.newPage();
    await tab.goto(`file://${path}`);
    const overflow: unknown = await tab.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await context.close();
  });
});
