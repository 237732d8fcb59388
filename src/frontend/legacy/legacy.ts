export const Datasource = undefined;
