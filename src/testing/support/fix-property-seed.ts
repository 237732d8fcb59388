/** Runs before each test file: property tests draw the same inputs in every run, unless `FAST_CHECK_SEED` names other ones. */
import { configureGlobal } from 'fast-check';

const usualSeed = 20_260_101;

configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? usualSeed) });
