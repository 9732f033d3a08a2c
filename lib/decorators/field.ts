import type { FieldOptions } from '../metadata/field-options';
import type { TypeDeclaration } from '../types/type-declaration';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/**
 * Makes a property a stored field. Takes a type, options, or nothing where the compiler emits decorator metadata.
 * The field is nullable only if the options say so: `?` in the source cannot be seen.
 */
export function Field(declaration?: TypeDeclaration | FieldOptions): FieldDecorator {
  const statement = optionsOf(declaration);
  return (target, property) => recordField(target, property, { decorator: '@Field', role: 'plain', statement });
}

function optionsOf(declaration: TypeDeclaration | FieldOptions | undefined): FieldOptions {
  if (declaration === undefined) return {};
  return isTypeDeclaration(declaration) ? { type: declaration } : declaration;
}

function isTypeDeclaration(declaration: TypeDeclaration | FieldOptions): declaration is TypeDeclaration {
  if (typeof declaration !== 'object' || Array.isArray(declaration)) return true;
  return 'set' in declaration || 'map' in declaration || 'tuple' in declaration;
}
