/** Where the dashboard listens unless told otherwise. */
export const DEFAULT_PORT = 4280;
