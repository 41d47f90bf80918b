import { expect, test } from "vitest";
import { silenceWords } from "./silence.ts";

test("a long silence is told with the package, the process and what may be done", () => {
  const process = { pid: 1234, seconds: 61, command: "sleep 600" };
  expect(silenceWords("web1", 60.2, "a scriptlet of site-hooks-1-1.el9.noarch", process)).toEqual([
    "nothing new for 60 s; Ferry waits. Last: a scriptlet of site-hooks-1-1.el9.noarch",
    "web1 is at process 1234, for 61 s: sleep 600",
    "To look, on web1: ps -fp 1234. If you know that it hangs: kill 1234 there; what became of its package is looked at then",
  ]);
});

test("where no process is seen, nothing is said of one", () => {
  expect(silenceWords("web1", 360, undefined, undefined)).toEqual(["nothing new for 360 s; Ferry waits"]);
});
