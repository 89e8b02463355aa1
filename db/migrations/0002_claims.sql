CREATE TABLE `claim_evidence` (
	`claim` text NOT NULL,
	`preset` text NOT NULL,
	`computed_at` integer NOT NULL,
	`evidence` text NOT NULL,
	PRIMARY KEY(`claim`, `preset`)
);
