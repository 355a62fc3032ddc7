// Writes src/score/letter-pairs.ts from data/authored/ordinary-names.txt: npm run data:letter-pairs
import { readFileSync, writeFileSync } from 'node:fs';
import { letterPairs, letterPairsModule, readNames } from './letter-pairs.ts';

const names = readFileSync(new URL('./authored/ordinary-names.txt', import.meta.url), 'utf8');
const target = new URL('../src/score/letter-pairs.ts', import.meta.url);
writeFileSync(target, letterPairsModule(letterPairs(readNames(names))));
