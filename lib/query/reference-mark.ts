/** What every field reference is: a thing that stands for a field, as an operand or as a column in `sql`. */
export abstract class ReferenceMark {
  declare protected readonly fieldReference: true;
}
