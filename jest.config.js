'use strict';

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/spec', '<rootDir>/lib'],
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/typing/programs/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.build/', '<rootDir>/.servers/'],
  testEnvironment: 'node',
  cacheDirectory: '<rootDir>/.jest-cache',
  maxWorkers: 2,
  testTimeout: 30_000,
  testSequencer: '<rootDir>/spec/support/run/selected-specs-sequencer.js',
  globalSetup: '<rootDir>/spec/support/run/global-setup.ts',
  globalTeardown: '<rootDir>/spec/support/run/global-teardown.ts',
  reporters: ['default', '<rootDir>/spec/support/run/engine-reporter.js'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};
