/** Wrong on purpose: shows that the compiler did look. */
export const control: number = 'text';
