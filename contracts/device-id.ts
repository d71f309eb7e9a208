/** Device ids stand in MQTT topics and as user names: letters, digits and dashes, no wildcard characters. */
export const DEVICE_ID = /^[a-z0-9](?:[a-z0-9-]{1,62}[a-z0-9])$/;
