import { ConfigurationError, ModelNotBoundError } from '../errors/definition-errors';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { SessionScope } from '../execution/session-scope';
import type { AnyClass } from '../internal/any-class';
import { modelMetadataOf, shareModelMetadata } from '../metadata/model-metadata-of';
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from '../query/filter-limits';
import { checkModels } from './check-models';

/** Where the calls of a model go. */
export interface Binding {
  readonly runtime: EngineRuntime;
  /** The session of `using(session)`; undefined: the ambient one, if any. */
  readonly session: SessionScope | undefined;
}

/** An engine, or a session or transaction of one. */
export interface BindingTarget {
  readonly runtime: EngineRuntime;
  readonly scope?: SessionScope | null | undefined;
}

/** A class made by `using`, and what it stands for. */
interface View {
  readonly model: AnyClass;
  readonly target: BindingTarget;
}

const bindings = new WeakMap<AnyClass, Binding>();
const views = new WeakMap<AnyClass, View>();
const viewsByTarget = new WeakMap<BindingTarget, WeakMap<AnyClass, AnyClass>>();

/**
 * Says why a model cannot be bound to an engine; null when it can.
 */
export function bindingProblem(model: AnyClass, runtime: EngineRuntime): string | null {
  const current = bindings.get(model);
  if (current === undefined || current.runtime === runtime || !current.runtime.isOpen) return null;
  return `${model.name} is bound to an open engine (\`${current.runtime.name}\`) already.`;
}

/**
 * Binds a model to an engine; the models of single-table inheritance below it follow.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when it is bound to another open engine, unless `rebind`.
 */
export function bind(model: AnyClass, runtime: EngineRuntime, options: { readonly rebind: boolean }): void {
  const problem = options.rebind ? null : bindingProblem(model, runtime);
  if (problem !== null) {
    throw new ConfigurationError(problem, {
      model: model.name,
      hint: 'Pass `{ rebind: true }` to `register`, or use `using(engine)` for some calls.',
    });
  }
  bindings.set(model, Object.freeze({ runtime, session: undefined }));
}

/**
 * Where the calls of a model go.
 * @throws ModelNotBoundError (POLYDOC_MODEL_NOT_BOUND) when no engine has registered it.
 */
export function bindingOf(model: AnyClass): Binding {
  const binding = bindings.get(model) ?? rootBinding(model);
  if (binding !== undefined) return binding;
  throw new ModelNotBoundError(`${model.name} is bound to no engine.`, {
    model: model.name,
    hint: 'Give it to `createEngine({ models: [...] })` or to `engine.register(...)`.',
  });
}

/** How large filters of the model may be: its engine says so, and without one the defaults hold. */
export function filterLimitsOf(model: AnyClass): FilterLimits {
  const binding = bindings.get(model) ?? rootBinding(model);
  return binding?.runtime.options.filterLimits ?? DEFAULT_FILTER_LIMITS;
}

/** The engine of a model; null when no engine has registered it. */
export function boundRuntime(model: AnyClass): EngineRuntime | null {
  return (bindings.get(model) ?? rootBinding(model))?.runtime ?? null;
}

/** A subclass in the same table is where its root is, unless it was registered elsewhere. */
function rootBinding(model: AnyClass): Binding | undefined {
  const root = modelMetadataOf(model).discriminator?.root().class;
  return root === undefined || root === model ? undefined : bindings.get(root);
}

/**
 * The same model bound to another engine or session: a class that is made once for each, behaves and is typed as the
 * model, and makes and reads documents that belong there. The model's own binding stays.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) when the engine cannot take the model.
 */
export function viewOf<C extends AnyClass>(model: C, target: BindingTarget): C {
  const original = views.get(model)?.model ?? model;
  let known = viewsByTarget.get(target);
  if (known === undefined) {
    known = new WeakMap();
    viewsByTarget.set(target, known);
  }
  let view = known.get(original);
  if (view === undefined) {
    checkModels(target.runtime, [original]);
    view = makeView(original, target);
    known.set(original, view);
  }
  return asModel(view, model);
}

/** The member of a single-table inheritance as `like` sees it: bound where `like` is. */
export function viewedLike(like: AnyClass, member: AnyClass): AnyClass {
  const view = views.get(like);
  return view === undefined ? member : viewOf(member, view.target);
}

/** The class that a view stands for; any other class itself. */
export function modelOfView(model: AnyClass): AnyClass {
  return views.get(model)?.model ?? model;
}

function makeView(model: AnyClass, target: BindingTarget): AnyClass {
  const view = subclassOf(model);
  shareModelMetadata(view, model);
  views.set(view, { model, target });
  const { runtime } = target;
  // A transaction handle has a scope only while it is open; asked late, its state is that of the call.
  bindings.set(
    view,
    'scope' in target ? sessionBinding(runtime, target) : Object.freeze({ runtime, session: undefined }),
  );
  return view;
}

function sessionBinding(runtime: EngineRuntime, target: BindingTarget): Binding {
  return {
    runtime,
    get session() {
      return target.scope ?? undefined;
    },
  };
}

function subclassOf(model: AnyClass): AnyClass {
  const view = class extends constructorOf(model) {};
  Object.defineProperty(view, 'name', { value: model.name, configurable: true });
  return view;
}

/** An abstract class is one for the type checker only, and may be extended by what is never constructed. */
function constructorOf(model: unknown): new (...args: unknown[]) => object {
  return model as new (
    ...args: unknown[]
  ) => object;
}

/** A subclass that adds nothing has the static side and the instances of its base. */
function asModel<C extends AnyClass>(view: AnyClass, _model: C): C {
  return view as C;
}
