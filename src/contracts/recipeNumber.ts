import { z } from "zod";

/** 0 to 1. */
export const share = z.number().min(0).max(1);
/** Above 0. */
export const positive = z.number().gt(0);
/** 0 or more. */
export const notNegative = z.number().min(0);
/** A whole number from 0 on. */
export const count = z.int().min(0);
/** A whole number from 1 on. */
export const size = z.int().min(1);
