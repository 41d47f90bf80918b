import { expect, test } from "vitest";
import { parseRepositoryOption } from "./repository-option.ts";

test.each([
  ["os=/srv/repo", { id: "os", location: "/srv/repo" }],
  ["app-stream=https://mirror.example/a?b=c", { id: "app-stream", location: "https://mirror.example/a?b=c" }],
])("parseRepositoryOption() reads %s", (text, expected) => expect(parseRepositoryOption(text)).toEqual(expected));

test.each(["/srv/repo", "=x", "os=", "-a=b", ""])("parseRepositoryOption() refuses %j", (text) =>
  expect(() => parseRepositoryOption(text)).toThrow(/it takes ID=URL or ID=DIR/),
);
