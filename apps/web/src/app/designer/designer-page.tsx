export function DesignerPage({ id }: { readonly id: string }) {
  return <p>{id}</p>;
}
