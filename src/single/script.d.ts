interface Window {
	/** address of the script of the single file, from which it starts its workers */
	poolscopeScript?: string;
}
