import { expect, test } from "vitest";
import { samplePoint } from "../backup/test-support/sample-point.ts";
import { RestorePointsDocument, RestorePreviewDocument } from "./move-schema.ts";
import { renderRestorePoints, renderRestorePreview } from "./render-restore-points.ts";
import { restorePointsView } from "./restore-points.ts";
import { plainStyle } from "./style.ts";

const options = { width: 80, style: plainStyle };

test("restore points say where they lie, what they cover and whether they were tested", async () => {
  const points = [
    samplePoint({
      test: {
        kind: "tested",
        at: "2026-11-23T02:40:00.000Z",
        how: "restored",
        files: 9320,
        packages: 309,
        seconds: 12,
        notes: ["the snapshot was mounted read-only; 900 files of /etc, /usr/bin, /usr/sbin were compared"],
      },
    }),
    samplePoint({
      id: "older",
      copy: {
        ...samplePoint().copy,
        place: { kind: "restic", repository: "rest:https://kim:secret@vault.test/ferry", snapshot: "72d46737aa" },
      },
      test: { kind: "failed", at: "2026-11-22T10:00:00.000Z", reason: "3 files of the copy are missing" },
    }),
    samplePoint({ id: "oldest", dumps: [], notes: [] }),
  ];
  const view = restorePointsView(points);
  RestorePointsDocument.parse(view);
  const text = renderRestorePoints(view, options);
  expect(text).not.toContain("secret");
  await expect(text).toMatchFileSnapshot("../../test/goldens/restore-points/list.txt");
});

test("no restore point is said, with what makes one", () => {
  expect(renderRestorePoints(restorePointsView([]), options)).toContain("ferry backup create HOST");
});

test("what going back costs is said before it is done", async () => {
  const preview = {
    schema: "ferry/restore-preview/1",
    host: "web1",
    point: "20261123-023113",
    createdAt: "2026-11-23T02:31:13.986Z",
    release: "CentOS Stream 9",
    written: 2069,
    corrected: 1413,
    removed: 40,
    contentBytes: 182_000_000,
    lost: {
      files: 30,
      bytes: 5_000_000,
      newest: Array.from({ length: 30 }, (_, index) => ({
        modified: "2026-11-23T04:05:06.000Z",
        path: index === 0 ? "/etc/odd\u001b[31mname" : `/etc/shop/${index}.conf`,
        bytes: 1000 * index,
        what: index % 2 === 0 ? ("new" as const) : ("changed" as const),
      })),
    },
    rules: [
      { path: "/", action: "restore", why: "the system as it was" },
      { path: "/home", action: "owned", why: "data" },
      { path: "/srv", action: "owned", why: "data" },
    ],
  } as const;
  RestorePreviewDocument.parse(preview);
  const text = renderRestorePreview(preview, options);
  expect(text).not.toContain("\u001b");
  await expect(text).toMatchFileSnapshot("../../test/goldens/restore-points/preview.txt");
  expect(renderRestorePreview({ ...preview, lost: { files: 0, bytes: 0, newest: [] } }, options)).toContain("No file");
});
