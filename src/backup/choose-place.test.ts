import { expect, test } from "vitest";
import { choosePlace, withoutLogin } from "./choose-place.ts";
import { sampleSurvey } from "./test-support/sample-survey.ts";

const restic = { restic: "restic 0.16.4", zstd: null, gzip: "gzip" };
const onHost = { device: 9, free: 100e9 };

test.each([
  ["no repository", sampleSurvey({ tools: restic }), undefined, { kind: "controller", pack: "gzip" }],
  ["a path, no restic", sampleSurvey({ repository: onHost }), "/backups", { kind: "host", pack: "zstd", notes: [] }],
  ["a path and restic", sampleSurvey({ repository: onHost, tools: restic }), "/backups", { kind: "restic" }],
  ["sftp and restic", sampleSurvey({ tools: restic }), "sftp:vault:/ferry", { kind: "restic" }],
])("%s", (_, survey, repository, expected) => {
  expect(choosePlace(survey, repository, 1e9)).toMatchObject(expected);
});

test.each([
  ["sftp without restic", "sftp:vault:/ferry", "install restic"],
  ["a relative path", "backups", "begins with /"],
  ["no room", "/backups", "free space there"],
])("%s stops with what to do", (_, repository, fix) => {
  const survey = sampleSurvey({ repository: { device: 9, free: 1e6 } });
  expect(choosePlace(survey, repository, 1e9)).toMatchObject({ kind: "stopped", fix: expect.stringContaining(fix) });
});

test("a path on the file system of / is warned of", () => {
  const place = choosePlace(sampleSurvey({ repository: { device: 1, free: 100e9 } }), "/backups", 1e9);
  expect(place).toMatchObject({ notes: ["/backups lies on the file system of /: the copy is lost when that is"] });
});

test("a repository is shown without its password", () => {
  expect(withoutLogin("rest:https://kim:secret@vault.test:8000/ferry")).toBe("rest:https://vault.test:8000/ferry");
});
