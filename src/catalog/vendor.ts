import { z } from "zod";
import { record } from "./source.ts";

/** Who makes a distribution, and what its packages say in their Vendor tag. */
export const Vendor = z.strictObject({ ...record, title: z.string(), packageVendors: z.array(z.string()) });
export type Vendor = z.infer<typeof Vendor>;
