import './tokens.css';
import './page.css';
import { registerIcons } from './icons/register.ts';
import { startLocale } from './localization.ts';
import { readySoundOnFirstTouch } from './preferences/sound.ts';
import { followTheme } from './preferences/theme.ts';
import { followNotifications } from './push/follow-notifications.ts';
import './elements/kh-app.ts';

followTheme();
registerIcons();
readySoundOnFirstTouch();
followNotifications();
await startLocale();
document.body.append(document.createElement('kh-app'));
