/** The argument of a topic that is about one thing in one view, encoded for an address: `<id>?<query>`. */
export function readArgument(argument: string): { readonly id: string; readonly query: string } {
  const [id = '', query = ''] = decoded(argument).split('?');
  // ids stand in the names of logs: what cannot be one is none
  return { id: /^[\w-]+$/.test(id) ? id : '', query };
}

/** '' for what is no encoded text: whoever asks for it gets nothing, and nobody else is disturbed. */
function decoded(argument: string): string {
  try {
    return decodeURIComponent(argument);
  } catch {
    return '';
  }
}
