'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/** Runs specs in jest's own order, and tells the global setup which ones were selected. */
module.exports = class SelectedSpecsSequencer extends Sequencer {
  sort(tests) {
    globalThis.polydocSelectedSpecs = tests.map((test) => test.path);
    return super.sort(tests);
  }
};
