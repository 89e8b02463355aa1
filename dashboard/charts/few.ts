export { FEWEST_FOR_BAND } from '../../src/stats/index.ts';
