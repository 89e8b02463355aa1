#!/usr/bin/env node
import { inCheckout } from './register.mjs';

const { main } = await import(inCheckout ? '../src/cli/main.ts' : '../dist/src/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
