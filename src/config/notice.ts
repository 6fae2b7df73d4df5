/** Something to tell whoever starts the program, once a log exists. */
export interface Notice {
  readonly level: 'info' | 'warn';
  readonly text: string;
}
