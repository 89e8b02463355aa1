export * from '../../../playground/browser.ts';
