import { expect, test } from "vitest";
import { known } from "../facts/fact.ts";
import { ProbeError } from "./probe-error.ts";
import { formatQuestions, type UserProbes } from "./probe-questions.ts";

const none = { urls: [], sql: [], files: [] };

test("questions are lines for printf's %b", () => {
  const text = formatQuestions({
    urls: ["https://shop.example.net/health", "http://localhost:8080/ X-Version"],
    sql: [{ database: "postgresql", query: "select '\\d'\nfrom t" }],
    files: ["/srv/my data"],
  });
  expect(text).toBe(
    [
      "url https://shop.example.net/health",
      "header X-Version http://localhost:8080/",
      "sql postgresql select '\\\\d'\\nfrom t",
      "file /srv/my data",
      "",
    ].join("\n"),
  );
});

test("a second look asks for what the first one saw", () => {
  const before = {
    host: "a",
    takenAt: "",
    readings: new Map([
      ["samples", known(new Map([["/srv/a", "x"]]))] as const,
      [
        "names",
        known(
          new Map([
            ["name servers", "10.0.0.1"],
            ["name repo.example.net", "is found"],
          ]),
        ),
      ] as const,
    ]),
  };
  expect(formatQuestions(none, before)).toBe("again\nsample /srv/a\nlookup repo.example.net\n");
});

const refused: readonly UserProbes[] = [
  { ...none, urls: ["ftp://a/"] },
  { ...none, urls: ["http://a/ -o/etc/passwd"] },
  { ...none, files: ["srv"] },
  { ...none, files: ["/srv/a\nfile /etc"] },
  { ...none, sql: [{ database: "mysql", query: "a\0b" }] },
];

test.each(refused)("%j is refused", (probes) => {
  expect(() => formatQuestions(probes)).toThrow(ProbeError);
});
