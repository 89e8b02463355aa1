/** A spread of fewer runs is itself a guess: they are drawn one by one in place of a band. */
export const FEWEST_FOR_BAND = 5;
