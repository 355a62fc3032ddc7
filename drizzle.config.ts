// Settings of drizzle-kit, which writes the migrations from the schema files.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './db/schema/*.ts',
  out: './db/migrations',
  migrations: { schema: 'public', table: 'schema_migrations' },
});
