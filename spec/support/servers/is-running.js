'use strict';

const { readFileSync } = require('node:fs');

/** A zombie counts as gone: where nobody reaps orphans, it would be waited for in vain. */
module.exports.isRunning = function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
};
