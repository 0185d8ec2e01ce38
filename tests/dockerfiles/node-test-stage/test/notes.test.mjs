import { beforeEach, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Notes } from '../notes.mjs';

describe('notes', () => {
  let notes;
  beforeEach(() => { notes = new Notes(); });

  it('keeps what is added', () => {
    assert.equal(notes.get(notes.add('milk')), 'milk');
  });
  it('wants a text', () => {
    assert.throws(() => notes.add(''), { name: 'TypeError', message: 'a note has a text' });
  });
});
