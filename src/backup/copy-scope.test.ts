import { expect, test } from "vitest";
import { copyScope } from "./copy-scope.ts";
import { mount, sampleSurvey } from "./test-support/sample-survey.ts";

const keep = "/var/lib/ferry/backups/p1/keep";
const scope = (options: Partial<Parameters<typeof copyScope>[1]> = {}, survey = sampleSurvey()) =>
  copyScope(survey, { dataPaths: [], leaveOut: [], keep, ...options });

test("the file systems that packages write to are copied, data of its own is not unless it is named", () => {
  expect(scope().mounts).toEqual(["/", "/boot", "/boot/efi"]);
  expect(scope().skip.find(({ path }) => path === "/home")?.why).toContain("name it as a data path");
  expect(scope({ dataPaths: ["/home/kim"] }).mounts).toContain("/home");
});

test("a data path within what is left out is copied all the same", () => {
  const named = scope({ dataPaths: ["/var/lib/ferry-state/kept", "/srv"] });
  expect(named.more).toEqual(["/var/lib/ferry-state/kept", keep]);
});

test("kernel file systems, swap, copies and Ferry's own folder are left out, each once", () => {
  const survey = sampleSurvey({
    swapFiles: ["/swapfile"],
    mounts: [...sampleSurvey().mounts, mount("/dev/shm", "tmpfs", "shm", 9)],
  });
  const { skip } = scope({ leaveOut: [{ path: "/backups", why: "the repository of backups" }] }, survey);
  const paths = skip.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(["/proc", "/sys", "/dev", "/run", "/tmp", "/swapfile", "/backups", "/var/lib/ferry"]),
  );
  expect(paths).not.toContain("/dev/shm");
  expect(new Set(paths).size).toBe(paths.length);
});

test("a network file system is another machine's unless it is named", () => {
  const survey = sampleSurvey({ mounts: [...sampleSurvey().mounts, mount("/opt/shared", "nfs4", "nas:/shared", 10)] });
  expect(scope({}, survey).mounts).not.toContain("/opt/shared");
  expect(scope({ dataPaths: ["/opt/shared"] }, survey).mounts).toContain("/opt/shared");
});

test("the size that is foretold counts each file system once", () => {
  const survey = sampleSurvey({
    mounts: [mount("/", "xfs", "a", 1), mount("/var", "xfs", "b", 2), mount("/usr", "xfs", "a", 1)],
  });
  expect(scope({}, survey).bytes).toBe(8e9);
});
