import assert from 'node:assert/strict';
import { EngineClosedError, SessionStateError } from '../../../errors/usage-errors';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

/** Sessions, and the end of an engine. */
export function checkSessions(suite: ContractSuite): void {
  suite.describe('sessions', () => sessions(suite));

  suite.describe('an engine', () => lifecycle(suite));
}

function sessions(suite: ContractSuite): void {
  suite.it('carry bound operations, and are ambient only where they say so', async () => {
    const session = await suite.engine.session().start();
    const item = await session.insert(ContractItem.build({ id: suite.unique(), batch: 's', label: 'a' }));
    assert.equal((await session.get(ContractItem, item.id)).label, 'a');
    assert.equal(await session.count(ContractItem, { id: item.id }), 1);
    assert.equal(await session.run(() => ContractItem.exists({ id: item.id })), true);
    await session.delete(item);
    assert.equal(await session.findOne(ContractItem, { id: item.id }), null);
    await session.end();
    assert.equal(session.isStarted, false);
  });

  suite.it('end with the callback', async () => {
    const kept = await suite.engine.session((session) => {
      assert.equal(session.isStarted, true);
      return session;
    });
    assert.equal(kept.isStarted, false);
  });

  suite.it('refuse what their state does not allow', async () => {
    const session = suite.engine.session();
    await rejection(() => session.end(), SessionStateError);
    await rejection(() => session.count(ContractItem), SessionStateError);
    await session.start();
    await rejection(() => session.start(), SessionStateError);
    await session.end();
    await rejection(() => session.count(ContractItem), SessionStateError);
  });
}

function lifecycle(suite: ContractSuite): void {
  suite.it('answers, and says what it can do', async () => {
    await suite.engine.ping();
    assert.ok(Object.isFrozen(suite.engine.capabilities));
    assert.ok(suite.engine.name.length > 0);
  });

  suite.it('closes once, and refuses everything from then on', async () => {
    const engine = await suite.openEngine();
    const Elsewhere = ContractItem.using(engine);
    await Promise.all([engine.close(), engine.close()]);
    await rejection(() => engine.ping(), EngineClosedError);
    await rejection(() => Elsewhere.count(), EngineClosedError);
  });
}
