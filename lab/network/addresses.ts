/** The lab's network: everything is in 10.77.0.0/16, and there is no route out of it. */
export const mirrorAddress = "10.77.0.2";
export const bridgeAddress = "10.77.0.1";
export const networkBits = 16;

/** Most hosts of one lab: their addresses begin at 10.77.1.2, 250 to a third byte. */
export const mostHosts = 1000;

/** The address of the n-th host, counted from 0. */
export function hostAddress(index: number): string {
  return `10.77.${1 + Math.floor(index / 250)}.${2 + (index % 250)}`;
}

/** A fixed MAC: a host that is made again under the same address must not be looked for at a stale one. */
export function hostMac(index: number): string {
  const [high, low] = [index >> 8, index & 0xff].map((byte) => byte.toString(16).padStart(2, "0"));
  return `02:77:00:00:${high}:${low}`;
}
