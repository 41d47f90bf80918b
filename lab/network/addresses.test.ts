import { expect, test } from "vitest";
import { hostAddress, hostMac, mostHosts } from "./addresses.ts";

test("no two hosts share an address or a MAC, and none is the bridge's or the mirror's", () => {
  const indexes = Array.from({ length: mostHosts }, (_, index) => index);
  expect(new Set(indexes.map(hostAddress)).size).toBe(mostHosts);
  expect(new Set(indexes.map(hostMac)).size).toBe(mostHosts);
  expect(indexes.map(hostAddress).filter((address) => address.startsWith("10.77.0."))).toEqual([]);
  for (const index of [0, 249, 250, 999]) expect(hostMac(index)).toMatch(/^02(:[0-9a-f]{2}){5}$/);
});
