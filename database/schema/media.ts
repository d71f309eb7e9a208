import { boolean, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { consultations } from './consultations.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Media nodes as they last reported; one that is silent for longer than its lease has lost its rooms. */
export const mediaNodes = pgTable('media_nodes', {
  id: text('id').primaryKey(),
  mediaUrl: text('media_url').notNull(),
  controlUrl: text('control_url').notNull(),
  startedAt: at('started_at').notNull(),
  heartbeatAt: at('heartbeat_at').notNull(),
  isDraining: boolean('is_draining').notNull(),
  workers: integer('workers').notNull(),
  roomCount: integer('room_count').notNull(),
});

/** A consultation's live session on one node; `epoch` goes up when it moves to another. */
export const rooms = pgTable(
  'rooms',
  {
    id: uuid('id').primaryKey(),
    consultationId: uuid('consultation_id')
      .notNull()
      .unique()
      .references(() => consultations.id),
    mediaNodeId: text('media_node_id').notNull(),
    epoch: integer('epoch').notNull(),
    openedAt: at('opened_at').notNull(),
    closedAt: at('closed_at'),
  },
  (t) => [index('rooms_node_idx').on(t.mediaNodeId)],
);

/** Commands to media nodes that have not been answered yet; repeated until they are. */
export const mediaCommands = pgTable(
  'media_commands',
  {
    id: uuid('id').primaryKey(),
    mediaNodeId: text('media_node_id').notNull(),
    command: text('command').notNull(),
    createdAt: at('created_at').notNull(),
    nextAttemptAt: at('next_attempt_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    answeredAt: at('answered_at'),
  },
  (t) => [index('media_commands_due_idx').on(t.nextAttemptAt)],
);

/** Ids of signed messages between our processes that were used; each opens its door once. */
export const usedTokens = pgTable(
  'used_tokens',
  {
    id: uuid('id').primaryKey(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('used_tokens_expiry_idx').on(t.expiresAt)],
);
