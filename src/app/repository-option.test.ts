import { expect, test } from "vitest";
import { parseRepositoryOptions } from "./repository-option.ts";
import { RequestError } from "./request-error.ts";

test.each([
  ["os=/srv/repo", { id: "os", location: "/srv/repo" }],
  ["app-stream=https://mirror.example/a?b=c", { id: "app-stream", location: "https://mirror.example/a?b=c" }],
])("parseRepositoryOptions() reads %s", (text, expected) => expect(parseRepositoryOptions([text])).toEqual([expected]));

test.each([
  [["/srv/repo"], /it takes ID=URL or ID=DIR/],
  [["=x"], /it takes ID=URL or ID=DIR/],
  [["os="], /it takes ID=URL or ID=DIR/],
  [["-a=b"], /it takes ID=URL or ID=DIR/],
  [[""], /it takes ID=URL or ID=DIR/],
  [["a=/x", "b=/y", "a=/z"], /two repositories with the id "a" \(\/x and \/z\)/],
])("parseRepositoryOptions() refuses %j", (texts, message) => {
  const read = () => parseRepositoryOptions(texts);
  expect(read).toThrow(message);
  expect(read).toThrow(RequestError);
});
