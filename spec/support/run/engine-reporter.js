'use strict';

const { relative } = require('node:path');

const ENGINE_TITLE = /\[(\w+)\]$/;
const REFUSED_TITLE = / \(refused, needs ([\w., ]+): (.*)\)$/s;
const NO_ENGINE = 'no engine';

/** Lines of equally wide columns; the first is aligned left, the others right. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
  );
}

/**
 * Closes a run with what every engine has shown: how many specs ran, passed, failed, were refused by capability and
 * were skipped; which engines were not run, and why. A required engine (`POLYDOC_TEST_REQUIRE`, names with commas) on which
 * no spec ran is a failure. The last line is `N passed, N failed, N skipped`.
 */
module.exports = class EngineReporter {
  #config;
  #counts = new Map();
  #refusals = new Map();
  #skipped = [];
  #requirementFailures = [];
  #printed = false;

  constructor(globalConfig) {
    this.#config = globalConfig;
  }

  onTestResult(_test, fileResult) {
    const file = relative(this.#config.rootDir, fileResult.testFilePath);
    // A file that could not be loaded has no specs, yet it failed.
    if (fileResult.testExecError) this.#of(NO_ENGINE).failed += 1;
    for (const result of fileResult.testResults) this.#add(file, result);
  }

  onRunComplete() {
    this.#requirementFailures = this.#unmetRequirements();
    globalThis.polydocPrintClosing = () => this.#print();
    if (this.#config.watch || this.#config.watchAll) this.#print();
    // When jest is left early (`--bail`), there is no teardown.
    else process.once('exit', () => this.#print());
  }

  getLastError() {
    if (this.#requirementFailures.length > 0) return new Error(this.#requirementFailures.join('\n'));
    return undefined;
  }

  #of(engine) {
    const known = this.#counts.get(engine);
    if (known) return known;
    const counts = { passed: 0, failed: 0, refused: 0, skipped: 0 };
    this.#counts.set(engine, counts);
    return counts;
  }

  #add(file, result) {
    const tagged = result.ancestorTitles.map((title) => ENGINE_TITLE.exec(title)).find(Boolean);
    const engine = tagged ? tagged[1] : NO_ENGINE;
    const counts = this.#of(engine);
    if (result.status === 'passed' || result.status === 'failed') {
      counts[result.status] += 1;
      return;
    }
    const refused = REFUSED_TITLE.exec(result.title);
    if (refused && !this.#isUnavailable(engine)) {
      counts.refused += 1;
      const key = `${engine}: ${refused[1]}: ${refused[2]}`;
      this.#refusals.set(key, (this.#refusals.get(key) ?? 0) + 1);
      return;
    }
    counts.skipped += 1;
    if (!this.#isUnavailable(engine)) this.#skipped.push(`${file}: ${result.fullName}`);
  }

  #stores() {
    return JSON.parse(process.env.POLYDOC_SPEC_STORES ?? '{}');
  }

  #isUnavailable(engine) {
    return this.#stores()[engine]?.unavailable !== undefined;
  }

  #unmetRequirements() {
    const names = (process.env.POLYDOC_TEST_REQUIRE ?? '').split(',').map((name) => name.trim());
    return names.filter(Boolean).flatMap((name) => {
      const counts = this.#counts.get(name);
      if (counts && counts.passed + counts.failed > 0) return [];
      const reason = this.#stores()[name]?.unavailable ?? 'no selected spec ran on it';
      return [`POLYDOC_TEST_REQUIRE names ${name}, which was not run, because ${reason}.`];
    });
  }

  #tableLines() {
    const header = ['engine', 'ran', 'passed', 'failed', 'refused', 'skipped'];
    const rows = [...this.#counts].map(([engine, { passed, failed, refused, skipped }]) => [
      engine,
      ...[passed + failed, passed, failed, refused, skipped].map(String),
    ]);
    const versions = Object.entries(this.#stores()).map(([engine, store]) =>
      store.unavailable === undefined
        ? `${engine}: ${store.version}${store.cannotShow === undefined ? '' : `, which cannot show ${store.cannotShow}`}`
        : `${engine}: not run, because ${store.unavailable}.`,
    );
    return [...table([header, ...rows]), '', ...versions];
  }

  #skippedLines() {
    // A name pattern (`-t`) leaves out all others by intent.
    if (this.#skipped.length === 0 || this.#config.testNamePattern) return [];
    return ['', 'Skipped:', ...this.#skipped.map((one) => `  ${one}`)];
  }

  #refusedLines() {
    if (this.#refusals.size === 0) return [];
    const lines = [...this.#refusals].map(([key, count]) => `  ${key} (specs: ${count})`);
    return ['', 'Refused by capability:', ...lines];
  }

  #closingLine() {
    const sums = { passed: 0, failed: this.#requirementFailures.length, skipped: 0 };
    for (const counts of this.#counts.values()) {
      sums.passed += counts.passed;
      sums.failed += counts.failed;
      sums.skipped += counts.skipped + counts.refused;
    }
    return `${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped`;
  }

  #print() {
    if (this.#printed) return;
    this.#printed = true;
    const failures = this.#requirementFailures.length > 0 ? ['', ...this.#requirementFailures] : [];
    const lines = [...this.#tableLines(), ...this.#refusedLines(), ...this.#skippedLines(), ...failures];
    // With `--json`, standard output belongs to jest.
    const output = this.#config.json ? process.stderr : process.stdout;
    output.write(`\n${lines.join('\n')}\n\n${this.#closingLine()}\n`);
  }
};
