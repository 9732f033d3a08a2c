import type { TransactionScope } from '../../../lib/execution/transaction-scope';

/** Has the transaction give the document its value back if it does not come to pass. */
export function enlisted(scope: TransactionScope, document: { value: string }): void {
  const { value } = document;
  scope.enlistment.add(document, () => () => {
    document.value = value;
  });
}
