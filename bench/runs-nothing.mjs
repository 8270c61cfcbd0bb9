// The program that runs.mjs launches.
export default () => undefined;
