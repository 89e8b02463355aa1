CREATE TABLE `artifacts` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_no` integer NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`step` integer,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`mime` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_no`) REFERENCES `runs`(`no`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `artifacts_run` ON `artifacts` (`run_no`,`name`);--> statement-breakpoint
CREATE INDEX `artifacts_sha256` ON `artifacts` (`sha256`);--> statement-breakpoint
CREATE TABLE `environment` (
	`hash` text PRIMARY KEY NOT NULL,
	`descent` text NOT NULL,
	`node` text NOT NULL,
	`os` text NOT NULL,
	`arch` text NOT NULL,
	`cpu` text NOT NULL,
	`cores` integer NOT NULL,
	`memory_bytes` integer NOT NULL,
	`git_commit` text,
	`git_dirty` integer
);
--> statement-breakpoint
CREATE TABLE `metric_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`direction` text,
	`unit` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `metric_keys_name` ON `metric_keys` (`name`);--> statement-breakpoint
CREATE TABLE `metrics` (
	`run_no` integer NOT NULL,
	`key_id` integer NOT NULL,
	`step` integer NOT NULL,
	`value` real,
	PRIMARY KEY(`run_no`, `key_id`, `step`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notes` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_no` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_no`) REFERENCES `runs`(`no`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notes_run` ON `notes` (`run_no`);--> statement-breakpoint
CREATE TABLE `parameters` (
	`run_no` integer NOT NULL,
	`key` text NOT NULL,
	`text` text,
	`number` real,
	PRIMARY KEY(`run_no`, `key`),
	FOREIGN KEY (`run_no`) REFERENCES `runs`(`no`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `parameters_text` ON `parameters` (`key`,`text`);--> statement-breakpoint
CREATE INDEX `parameters_number` ON `parameters` (`key`,`number`);--> statement-breakpoint
CREATE TABLE `run_summary` (
	`run_no` integer NOT NULL,
	`key_id` integer NOT NULL,
	`count` integer NOT NULL,
	`nan_count` integer NOT NULL,
	`last` real,
	`last_step` integer NOT NULL,
	`min` real,
	`min_step` integer,
	`max` real,
	`max_step` integer,
	`best` real,
	`best_step` integer,
	PRIMARY KEY(`run_no`, `key_id`),
	FOREIGN KEY (`run_no`) REFERENCES `runs`(`no`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`key_id`) REFERENCES `metric_keys`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `run_summary_best` ON `run_summary` (`key_id`,`best`);--> statement-breakpoint
CREATE INDEX `run_summary_last` ON `run_summary` (`key_id`,`last`);--> statement-breakpoint
CREATE TABLE `runs` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`project` text,
	`status` text NOT NULL,
	`config_hash` text,
	`seed` integer,
	`engine` text,
	`numerics` text,
	`engine_version` text,
	`isa` text,
	`config` text,
	`recording` text,
	`environment_hash` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`wall_ms` real,
	`samples_per_second` real,
	`peak_memory_bytes` integer,
	`epochs_done` integer DEFAULT 0 NOT NULL,
	`best_epoch` integer,
	`diverged_at_step` integer,
	`error` text,
	`error_stack` text,
	`owner_pid` integer,
	`owner_host` text,
	`owner_started` text,
	`lease_until` integer,
	`cancel_requested` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`environment_hash`) REFERENCES `environment`(`hash`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "runs_status_known" CHECK("runs"."status" in ('queued', 'running', 'completed', 'diverged', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_id` ON `runs` (`id`);--> statement-breakpoint
CREATE INDEX `runs_identity` ON `runs` (`config_hash`,`seed`,`engine`,`numerics`);--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`);--> statement-breakpoint
CREATE INDEX `runs_project` ON `runs` (`project`);--> statement-breakpoint
CREATE TABLE `sweep_runs` (
	`sweep_id` text NOT NULL,
	`position` integer NOT NULL,
	`run_no` integer NOT NULL,
	PRIMARY KEY(`sweep_id`, `position`),
	FOREIGN KEY (`sweep_id`) REFERENCES `sweeps`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`run_no`) REFERENCES `runs`(`no`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sweep_runs_run` ON `sweep_runs` (`run_no`);--> statement-breakpoint
CREATE TABLE `sweeps` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`definition` text NOT NULL,
	`recording` text,
	`source` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sweeps_identity` ON `sweeps` (`name`,`hash`);--> statement-breakpoint
CREATE TABLE `tags` (
	`run_no` integer NOT NULL,
	`tag` text NOT NULL,
	PRIMARY KEY(`run_no`, `tag`),
	FOREIGN KEY (`run_no`) REFERENCES `runs`(`no`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `tags_tag` ON `tags` (`tag`);