export type * from '../../../charts/spec.ts';
