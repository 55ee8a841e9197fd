export const validationTables = `
  CREATE TABLE IF NOT EXISTS property_validation (
    type TEXT NOT NULL, property TEXT NOT NULL, rule_type TEXT NOT NULL, arguments TEXT NOT NULL,
    PRIMARY KEY (type, property, rule_type)) WITHOUT ROWID;
`
