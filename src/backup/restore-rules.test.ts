import { expect, test } from "vitest";
import { restoreRules, ruleFor } from "./restore-rules.ts";

const base = {
  leftOut: [{ path: "/tmp", why: "temporary" }],
  mountedNow: ["/", "/boot", "/data"],
  mounts: ["/", "/boot"],
  dataPaths: ["/srv/shop", "/tmp/kept"],
  withData: false,
};

test.each([
  ["/etc/passwd", "restore"],
  ["/usr/bin/bash", "restore"],
  ["/boot/grub2/grubenv", "restore"],
  ["/var/lib/rpm/rpmdb.sqlite", "restore"],
  ["/var/lib/sss/db/cache.ldb", "restore"],
  ["/var/spool/cron/root", "restore"],
  ["/var/spool/mail/kim", "owned"],
  ["/var/log/messages", "owned"],
  ["/home/kim/thesis", "owned"],
  ["/root/notes", "owned"],
  ["/opt/vendor/data", "owned"],
  ["/usr/local/bin/tool", "owned"],
  ["/var/lib/mysql/shop/orders.ibd", "owned"],
  ["/srv/shop/orders", "owned"],
  ["/tmp/x", "leave"],
  ["/data/x", "leave"],
  ["/var/lib/ferry/restores/p1/plan", "leave"],
  ["/homer", "restore"],
])("%s: %s", (path, action) => {
  expect(ruleFor(restoreRules(base), path)?.action).toBe(action);
});

test("with data, everything that the copy holds goes back, and nothing else", () => {
  const rules = restoreRules({ ...base, withData: true });
  const actions = [
    "/home/kim",
    "/var/log/x",
    "/srv/shop/x",
    "/tmp/kept/x",
    "/tmp/x",
    "/data/x",
    "/var/lib/ferry/x",
  ].map((path) => ruleFor(rules, path)?.action);
  expect(actions).toEqual(["restore", "restore", "restore", "restore", "leave", "leave", "leave"]);
});

test("every rule has its reason, and every path has a rule", () => {
  const rules = restoreRules(base);
  expect(rules.filter(({ why }) => why === "")).toEqual([]);
  expect(rules[0]).toMatchObject({ path: "/", action: "restore" });
});
