import { createEngine } from '../../lib';
import { describeEngineContract } from '../../lib/testing';
import { describeEachEngine } from '../support/engines';

/** The suite that outside engines are checked with, on the engines of this package. */
describeEachEngine('the packed contract', (engine) => {
  describeEngineContract(engine.name, () => createEngine({ url: engine.url }), engine.capabilities);
});
