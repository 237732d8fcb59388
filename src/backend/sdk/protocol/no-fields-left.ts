/** What must be left of a message once it is converted: nothing. A field added to the proto then stops the build. */
export type NoFieldsLeft = Record<string, never>;
